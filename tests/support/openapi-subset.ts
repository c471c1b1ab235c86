/** What Microsoft documents of Graph, as far as Cordon uses it: a folder that isn't part of the repository. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { z } from "zod/v4";

const ref = z.object({ $ref: z.string().optional() });

/** A schema of the document; members are read lazily because schemas refer to each other. */
export type Schema = {
  readonly $ref?: string | undefined;
  readonly type?: string | undefined;
  readonly enum?: readonly string[] | undefined;
  readonly items?: Schema | undefined;
  readonly allOf?: readonly Schema[] | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly readOnly?: boolean | undefined;
  readonly "x-ms-enum-flags"?: unknown;
  readonly "x-derived"?: readonly string[] | undefined;
  readonly "x-nullable"?: boolean | undefined;
  readonly "x-open-type"?: boolean | undefined;
};

const schema: z.ZodType<Schema> = z.lazy(() =>
  ref.extend({
    type: z.string().optional(),
    enum: z.array(z.string()).optional(),
    items: schema.optional(),
    allOf: z.array(schema).optional(),
    properties: z.record(z.string(), schema).optional(),
    readOnly: z.boolean().optional(),
    "x-ms-enum-flags": z.unknown(),
    "x-derived": z.array(z.string()).optional(),
    "x-nullable": z.boolean().optional(),
    "x-open-type": z.boolean().optional(),
  }),
);

const scheme = z.object({
  least: z.array(z.string()).optional(),
  all: z.array(z.string()).optional(),
});

const operation = z.object({
  parameters: z.array(z.object({ name: z.string(), in: z.string() })).default([]),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema })) }).optional(),
  "x-permissions": z.object({ Application: scheme.optional() }).optional(),
  "x-appOnlySupported": z.union([z.boolean(), z.string()]).optional(),
});
export type Operation = z.infer<typeof operation>;

const version = z.object({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  "x-path-aliases": z.record(z.string(), z.string()),
  components: z.object({ schemas: z.record(z.string(), schema) }),
});
export type Version = z.infer<typeof version>;

const docOnly = z.record(z.string(), z.array(z.object({ method: z.string(), path: z.string() })));

const methods = z.record(z.string(), z.string());
const everywhere = z.object({ "v1.0": methods, beta: methods });

const subset = z.object({ "v1.0": version, beta: version, docOnly });

export type Subset = z.infer<typeof subset> & {
  /** Every path of both versions with its methods, "GET,PATCH". */
  readonly everywhere: z.infer<typeof everywhere>;
};

const file = resolve(process.env["OPENAPI_SUBSET"] ?? "../shared/graph/openapi-subset.json");

/** Where it would be, for a line that says why a check was left out. */
export const subsetFile = file;

export const hasSubset = existsSync(file);

const parsed = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

/** Reads both files. Throws where they are absent or have another shape. */
export const readSubset = (): Subset => ({
  ...subset.parse(parsed(file)),
  everywhere: everywhere.parse(parsed(join(dirname(file), "allpaths.json"))),
});
