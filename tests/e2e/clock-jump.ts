/** Time that passes at once, for what takes days: TLS and timers keep the machine's time. */

/** Run by the child process before anything else. */
const program = (hours: number): string => `
const real = Date;
let aheadMs = 0;
const now = () => real.now() + aheadMs;
globalThis.Date = new Proxy(real, {
  construct: (target, args, made) => Reflect.construct(target, args.length ? args : [now()], made),
  get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
});
process.on("SIGUSR2", () => { aheadMs += ${String(hours)} * 3_600_000; });
`;

/** The environment of a Cordon whose clock SIGUSR2 sets forward by so many hours. */
export const clockJump = (hours: number): Record<string, string> => ({
  NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(program(hours))}`,
});
