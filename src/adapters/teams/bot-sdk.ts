/**
 * The Bot Framework SDK behind four functions: it verifies the token and routes the turn, nothing more. It gets no
 * secret and posts nothing; `connector.ts` does. Loaded on demand: botbuilder costs 40 MB and 0.4 s, teams-ai's
 * `lib/Application` another 42 MB and 0.3 s; teams-ai's index would cost 70 MB.
 */
// Not inline: `import { type … }` would leave an import behind at run time and load the SDK at once.
import type { Activity, TurnContext } from "botbuilder";
import { type BotEndpoints } from "./options.ts";

/** What is done with a routed activity. Bodies are the bodies of invoke responses; none may throw. */
export type Routes = {
  message(activity: unknown): Promise<void>;
  press(activity: unknown): Promise<object>;
  extension(activity: unknown, stage: "fetch" | "submit"): Promise<object>;
};

export type InboundAuth = {
  readonly appId: string;
  readonly endpoints: BotEndpoints;
};

export type Sdk = {
  /**
   * Verifies the token, runs `verified`, then the route when that returns true. Resolves to the body of the invoke
   * response, undefined for other activities. Throws without having run `verified` when the token isn't genuine.
   */
  turn(authorization: string, activity: object, verified: () => Promise<boolean>): Promise<unknown>;
};

type Claims = readonly { readonly type: string; readonly value: string }[];

/** Verified claims must be a channel token's: blocks the emulator and skill paths, which accept other issuers. */
const validateClaims =
  ({ appId, endpoints }: InboundAuth) =>
  (claims: Claims): Promise<void> => {
    const claim = (type: string): string | undefined =>
      claims.find((one) => one.type === type)?.value;
    const isChannel =
      claim("iss") === endpoints.tokenIssuer && claim("aud") === appId && claim("serviceurl");
    return isChannel ? Promise.resolve() : Promise.reject(new Error("Not a channel token"));
  };

/** All keys at once: with some of them set, the SDK applies no default to the others. */
const sdkConfig = ({ appId, endpoints }: InboundAuth): Record<string, string> => ({
  MicrosoftAppId: appId,
  ToChannelFromBotLoginUrl: endpoints.loginUrl,
  ToChannelFromBotOAuthScope: endpoints.oauthScope,
  ToBotFromChannelTokenIssuer: endpoints.tokenIssuer,
  OAuthUrl: endpoints.oauthUrl,
  ToBotFromChannelOpenIdMetadataUrl: endpoints.openIdMetadataUrl,
  // Never asked: emulator tokens are turned away before. The same address, so that no other host is ever called.
  ToBotFromEmulatorOpenIdMetadataUrl: endpoints.openIdMetadataUrl,
  CallerId: "urn:botframework:azure",
  ValidateAuthority: "true",
});

const isInvoke = (context: TurnContext, name: string): boolean =>
  context.activity.type === "invoke" && context.activity.name === name;

/** teams-ai's router. No storage, no typing timer, no mention removal: teams.md 8.4, defects 3 and 8. */
const makeRouter = async (routes: Routes): Promise<(context: TurnContext) => Promise<boolean>> => {
  const { Application } = await import("@microsoft/teams-ai/lib/Application.js");
  const app = new Application({ startTypingTimer: false, removeRecipientMention: false });
  // Answered here, because teams-ai's own handlers wait for `updateActivity` before they answer (defect 1).
  const onInvoke = (name: string, answer: (activity: unknown) => Promise<object>): void => {
    app.addRoute(
      (context) => Promise.resolve(isInvoke(context, name)),
      async (context) => {
        const body = await answer(context.activity);
        await context.sendActivity({ type: "invokeResponse", value: { status: 200, body } });
      },
      true,
    );
  };
  app.activity("message", (context) => routes.message(context.activity));
  onInvoke("adaptiveCard/action", (activity) => routes.press(activity));
  onInvoke("composeExtension/fetchTask", (activity) => routes.extension(activity, "fetch"));
  onInvoke("composeExtension/submitAction", (activity) => routes.extension(activity, "submit"));
  return (context) => app.run(context);
};

/** Loads the SDK. Without `auth` everything is accepted: the caller must have let in loopback only. */
export const openSdk = async (auth: InboundAuth | undefined, routes: Routes): Promise<Sdk> => {
  const { TeamsAdapter } = await import("@microsoft/teams-ai/lib/TeamsAdapter.js");
  const { ConfigurationServiceClientCredentialFactory } = await import("botbuilder");
  /** Opens the turn itself: the public `process` logs errors and puts their message into the answer. */
  class Door extends TeamsAdapter {
    turn(
      authorization: string,
      activity: Activity,
      logic: (context: TurnContext) => Promise<void>,
    ): ReturnType<typeof this.processActivity> {
      return this.processActivity(authorization, activity, logic);
    }
  }
  const openDoor = ({ appId, endpoints }: InboundAuth): Door => {
    // Knows the app id and no secret: the SDK's own connector client can't get a token, and so can't send.
    const factory = new ConfigurationServiceClientCredentialFactory({ MicrosoftAppId: appId });
    const checks = {
      requiredEndorsements: [],
      validateClaims: validateClaims({ appId, endpoints }),
    };
    // The class is exported by a package that Cordon doesn't list; the SDK reads these two fields only.
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
    return new Door(sdkConfig({ appId, endpoints }), factory, checks);
  };
  const door = auth === undefined ? new Door({}) : openDoor(auth);
  const run = await makeRouter(routes);
  return {
    turn: async (authorization, activity, verified) => {
      // The SDK's type demands timestamps and more that it never reads; ours holds what `envelope` let through.
      const typed = activity as Activity;
      const response = await door.turn(authorization, typed, async (context) => {
        if (await verified()) await run(context);
      });
      // The body is `any` in the SDK; it is one of ours.
      const body: unknown = response?.body;
      return body;
    },
  };
};
