import { cleanText } from "../core/shared/clean-text.ts";
import { type Drawn } from "./drawn.ts";
import { title } from "./parts/names.ts";
import { line, plain } from "./parts/run.ts";
import { type Templates } from "./templates.ts";

/**
 * A plain answer: a title and sentences. The title is the lock-screen sentence too, so it names no
 * subject; the sentences may hold data.
 */
export type NoticeView = {
  readonly title: string;
  readonly sentences: readonly string[];
};

/** Draws a plain answer. */
export const renderNotice = (templates: Templates, view: NoticeView): Drawn => {
  const heading = title(view.title, 80);
  return templates.draw("notice", {
    summary: /[.?]$/.test(heading) ? heading : `${heading}.`,
    title: heading,
    sentences: view.sentences.slice(0, 12).map((sentence) => line(plain(cleanText(sentence, 400)))),
  });
};
