import { type Result } from "../../core/shared/result.ts";
import { type SentFile } from "./chat.ts";

/** The import folder: lists that the operator laid onto Cordon's own disk. */
export type Imports = {
  /**
   * The text of a file by its plain name, at most 2 MB; the refusal is a sentence for whoever asked. Throws on a disk
   * that fails.
   */
  read(name: string): Promise<Result<string, string>>;
};

/** Files that people sent with a message. */
export type SentFiles = {
  /** The text of a file, at most 2 MB, or a sentence why it can't be had. Never throws, never names the address. */
  read(file: SentFile): Promise<Result<string, string>>;
};
