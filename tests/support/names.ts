/** Data that somebody else chose. */
export type Names = {
  readonly subject: string;
  readonly text: string;
  /** Who reads the channel; left out, all of them have `text` as their name. */
  readonly readers?: {
    readonly place: string;
    readonly guest: string;
    readonly outsiders: readonly string[];
    readonly subject: string;
  };
};
export const ordinaryNames: Names = {
  subject: "Marta Oliveira",
  text: "invoice scanner uses it until Monday",
  readers: {
    place: "IR Response",
    guest: "Rui Tavares",
    outsiders: ["Lee Chan", "Mia Holm"],
    subject: "Marta Oliveira",
  },
};
