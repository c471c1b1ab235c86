/**
 * Reads one manifest from standard input and prints Microsoft's schema errors as a JSON array. The schemas lie inside
 * the package, so nothing is downloaded.
 *
 * A process of its own, because `@microsoft/app-manifest` requires an ES module (`strip-bom`): Node 20.19 can, Jest's
 * module loader there can't.
 */
import { readFileSync } from "node:fs";
import { type AppManifest, AppManifestUtils } from "@microsoft/app-manifest";

const manifest: unknown = JSON.parse(readFileSync(0, "utf8"));
// The validator judges any JSON, yet its argument is typed as a manifest that is already right.
const errors = await AppManifestUtils.validateAgainstSchema(manifest as AppManifest);
console.log(JSON.stringify(errors));
