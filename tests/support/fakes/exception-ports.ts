/** The register of exceptions with its jobs, for the world of fakes; the cards are the real ones. */
import { createHash } from "node:crypto";
import { type Action } from "../../../src/actions/contract.ts";
import { makeAskException } from "../../../src/application/ask-exception.ts";
import { type Duty } from "../../../src/application/duty.ts";
import { makeHandleException } from "../../../src/application/handle-exception.ts";
import { type HandleOrder } from "../../../src/application/handle.ts";
import { type Chat } from "../../../src/application/ports/chat.ts";
import { type Log, type Runtime } from "../../../src/application/ports/runtime.ts";
import { type Exports, type Places } from "../../../src/application/ports/tenant.ts";
import { makeAskExceptionJob } from "../../../src/jobs/ask-exception.ts";
import { makeCallException } from "../../../src/jobs/call-exception.ts";
import { makeEndException } from "../../../src/jobs/end-exception.ts";
import { makeNoteException } from "../../../src/jobs/note-exception.ts";
import { makeShowException } from "../../../src/jobs/show-exception.ts";
import { templates } from "../cards.ts";
import { memoryRegister } from "./memory-register.ts";
import { type MemoryStore } from "./memory-store.ts";

/** An export folder in memory: numbers of the exceptions by the day of the file. */
export const fakeExports = (): Exports & { readonly files: ReadonlyMap<string, string> } => {
  const files = new Map<string, string>();
  return {
    files,
    exceptions: (day, exceptions) => {
      const name = `exceptions-${day}.csv`;
      const text = exceptions.map(({ id }) => id).join(",");
      files.set(name, text);
      const sha256 = createHash("sha256").update(text).digest("hex");
      return Promise.resolve({ name, sha256, bytes: Buffer.byteLength(text) });
    },
    evidence: (incident, artefacts, lists) => {
      const name = `${incident}-evidence.csv`;
      const text = [
        ...artefacts.map((artefact) => `${artefact.kind} ${artefact.sha256}`),
        ...lists.map(({ step, given }) => `list ${String(step)} ${given}`),
      ].join(",");
      files.set(name, text);
      const sha256 = createHash("sha256").update(text).digest("hex");
      return Promise.resolve([{ name, sha256, bytes: Buffer.byteLength(text) }]);
    },
  };
};

/** The register over the memory store's queue. */
export const exceptionPorts = (deps: {
  readonly memory: MemoryStore;
  readonly handle: HandleOrder;
  readonly actionById: (id: string) => Action | undefined;
  readonly duty: Duty;
  readonly chat: Chat;
  readonly places: Pick<Places, "home">;
  readonly runtime: Runtime;
  readonly log: Log;
}) => {
  const { memory, handle, actionById, duty, chat, places, runtime, log } = deps;
  const { store } = memory;
  const { register, recorded } = memoryRegister(memory.queue);
  const handleException = makeHandleException({ register, runtime });
  const askException = makeAskException({ register, handle: handleException, runtime });
  return {
    register,
    handleException,
    askException,
    /** The record of an exception as it stands. */
    recordedException: recorded,
    exceptionHandlers: {
      "ask-exception": makeAskExceptionJob({ store, askException, actionById }),
      "note-exception": makeNoteException({ register, store, handle }),
      "end-exception": makeEndException({ store, handleException }),
      "call-exception": makeCallException({ register, store, handleException, duty, runtime }),
      "show-exception": makeShowException({
        register,
        store,
        chat,
        places,
        templates,
        runtime,
        log,
      }),
    },
  };
};
