import { readFile } from "node:fs/promises";
import { describe, expect, test } from "@jest/globals";
import { z } from "zod/v4";
import {
  actionCatalogue,
  checkCatalogue,
  collectorCatalogue,
  slowCollectorCatalogue,
} from "../../src/actions/catalogue.ts";
import { type LibraryEntry } from "../../src/actions/library.ts";
import { permissionOf } from "../../src/actions/permissions.ts";

const library: readonly LibraryEntry[] = [
  ...actionCatalogue,
  ...collectorCatalogue,
  ...slowCollectorCatalogue,
  ...checkCatalogue,
];

const read = (path: string): Promise<string> =>
  readFile(new URL(`../../${path}`, import.meta.url), "utf8");

const file = z.object({
  permissions: z.array(
    z.looseObject({
      permission: z.string(),
      neededBy: z.array(z.string()),
      optionalFor: z.array(z.string()),
    }),
  ),
});

/** Everything that the page says of a name, to the end of its paragraph or of its row. */
const saidOf = (page: string, name: string): string =>
  page
    .split(/\n\n|\n(?=\|)/)
    .filter((part) => part.includes(name))
    .join("\n");

const codesMissing = (page: string, name: string, { code, id }: LibraryEntry): readonly string[] =>
  new RegExp(`\\b${code}\\b`).test(saidOf(page, name)) ? [] : [`${name}: ${code} (${id})`];

describe("the operator's page", () => {
  test("says for which steps each Entra role is", async () => {
    const page = await read("docs/permissions.md");
    const missing = library.flatMap((entry) =>
      entry.permissions.role === undefined
        ? []
        : codesMissing(page, `**${entry.permissions.role}**`, entry),
    );
    expect(missing).toEqual([]);
  });

  test("says for which steps each permission of Exchange and Defender is, and each optional one", async () => {
    const page = await read("docs/permissions.md");
    const missing = library.flatMap((entry) => {
      const { least, optional = [] } = entry.permissions;
      const elsewhere = least.filter((name) => permissionOf(name).resource !== "Microsoft Graph");
      const names = [...elsewhere, ...optional.map(({ name }) => name)];
      return names.flatMap((name) => codesMissing(page, `\`${name}\``, entry));
    });
    expect(missing).toEqual([]);
  });

  test("names every permission of Graph, and points to the lists", async () => {
    const page = await read("docs/permissions.md");
    const named = new Set(library.flatMap(({ permissions }) => permissions.least));
    const missing = [...named].filter(
      (name) => !page.includes(`\`${name}\``) && !name.startsWith("UserAuthMethod-"),
    );
    expect(missing).toEqual([]);
    expect(page).toContain("](../infra/graph-permissions.json)");
    expect(page).toContain("](actions.md)");
  });
});

test("the list for machines has each permission with everything that needs it or sees more with it", async () => {
  const { permissions } = file.parse(JSON.parse(await read("infra/graph-permissions.json")));
  const listed = new Map(permissions.map((one) => [one.permission, one]));
  const missing = library.flatMap(({ id, permissions: { least, optional = [] } }) => [
    ...least.filter((name) => !listed.get(name)?.neededBy.includes(id)),
    ...optional
      .map(({ name }) => name)
      .filter((name) => !listed.get(name)?.optionalFor.includes(id)),
  ]);
  expect(missing).toEqual([]);
});
