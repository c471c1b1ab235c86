import { describe, expect, test } from "@jest/globals";
import { addressKey, makeAddressOf } from "../../../src/adapters/teams/client-address.ts";
import { recordLog } from "./teams-world.ts";

const from = (trustedProxies: number, forwarded: string | undefined, remoteAddress = "10.0.0.1") =>
  makeAddressOf({ trustedProxies, log: recordLog().log })({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
  });

describe("the key of an address", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7"],
    [" 203.0.113.7:51234 ", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:DB8:1:2::9", "2001:db8:1:2::/64"],
    ["[2001:db8::1]:443", "2001:db8:0:0::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ])("of %j is %s", (text, key) => {
    expect(addressKey(text)).toBe(key);
  });

  test.each(["", "unknown", "203.0.113", "203.0.113.7.9", "x:y", "::ffff:999.1.1.1", "<script>"])(
    "doesn't exist for %j",
    (text) => {
      expect(addressKey(text)).toBeUndefined();
    },
  );
});

describe("who sent a request", () => {
  test.each([
    ["no proxy, no header", 0, undefined, "10.0.0.1"],
    ["no proxy, and a header that somebody made up", 0, "198.51.100.1", "10.0.0.1"],
    ["one proxy", 1, "203.0.113.7", "203.0.113.7"],
    ["one proxy, and a claim to its left", 1, "198.51.100.1, 203.0.113.7", "203.0.113.7"],
    ["two proxies", 2, "198.51.100.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"],
    ["two proxies, one of which was gone round", 2, "203.0.113.7", "10.0.0.1"],
    ["one proxy, no header", 1, undefined, "10.0.0.1"],
    ["one proxy, an empty header", 1, "", "10.0.0.1"],
    ["one proxy, nonsense at its place", 1, "203.0.113.7, unknown", "10.0.0.1"],
  ])("%s", (_, trustedProxies, forwarded, expected) => {
    expect(from(trustedProxies, forwarded)).toBe(expected);
  });

  test("says once that a proxy isn't configured", () => {
    const { log, lines } = recordLog();
    const addressOf = makeAddressOf({ trustedProxies: 0, log });
    const sender = {
      socket: { remoteAddress: "10.0.0.1" },
      headers: { "x-forwarded-for": "198.51.100.1" },
    };
    expect([addressOf(sender), addressOf(sender)]).toEqual(["10.0.0.1", "10.0.0.1"]);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.text).toContain("TRUSTED_PROXIES");
  });
});
