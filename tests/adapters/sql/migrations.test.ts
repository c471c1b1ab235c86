import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { migrations } from "../../../src/adapters/sql/migrations/catalogue.ts";

const folder = new URL("../../../src/adapters/sql/migrations/", import.meta.url);

/** SHA-256 of every migration that has landed. Lines are added, never changed. */
const landed: Readonly<Record<string, string>> = {
  "0001-events-and-jobs.ts": "7b163c2ef03d21e677171b40476349f5a5d59a82318eb866f2da2a52b8436344",
  "0002-settings.ts": "b0596b1043bb594e99051ccb4beeb77f8db663bfc7967bbc1582b66ada354b2c",
  "0003-attempts.ts": "56ae67e6b9bc440273707f167ae5ee426c3d16e750d223ddf0f28987750ae12c",
  "0004-exceptions.ts": "f06d8a0934c69cf1aa9f2fb52274b9d488c2c4ec7aad2ee9394d90b411955c07",
  "0005-targets.ts": "cc105e51d062d9746920ba1cb854c392642028b1f0cb156aba6b92e9b4a941b2",
  "0006-secrets.ts": "253d93166ee70c86cd6659c616b0a711f56f58c87b5b0823738c00a31e414539",
};

describe("migrations", () => {
  const files = readdirSync(folder).filter((name) => /^\d/.test(name));

  test("that have landed are never edited: write the next one instead", () => {
    const hashes = files.map((name) => [
      name,
      createHash("sha256")
        .update(readFileSync(new URL(name, folder)))
        .digest("hex"),
    ]);
    expect(Object.fromEntries(hashes)).toEqual(landed);
  });

  test("run in the order of their numbers, each of which is its file's", () => {
    const names = migrations.map(
      ({ number, name }) => `${String(number).padStart(4, "0")}-${name}.ts`,
    );
    expect(names).toEqual([...files].sort());
  });
});
