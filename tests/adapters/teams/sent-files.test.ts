import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { afterEach, describe, expect, test } from "@jest/globals";
import { isFileAddress, makeSentFiles } from "../../../src/adapters/teams/sent-files.ts";
import { listen } from "./fake-bot-framework.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const address = "https://contoso-my.sharepoint.com/personal/d.aspx?UniqueId=1&tempauth=v1.s3cret";
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** SharePoint on loopback: every address that is asked for leads there. */
const sharePoint = async (answer: Answer, timeoutMs?: number) => {
  const requests: IncomingMessage[] = [];
  const asked: string[] = [];
  const server = await listen(
    createServer((request, response) => {
      requests.push(request);
      answer(request, response);
    }),
  );
  closers.push(() => server.close());
  const files = makeSentFiles({
    ...(timeoutMs !== undefined && { timeoutMs }),
    fetch: (url, init) => {
      asked.push(url);
      const { pathname, search } = new URL(url);
      return fetch(`${server.url}${pathname}${search}`, init);
    },
  });
  const read = (url = address) => files.read({ name: "accounts.csv", url });
  return { read, requests, asked };
};

const csv: Answer = (_request, response) => {
  response.writeHead(200, { "content-type": "application/octet-stream" });
  response.end("id\nann@c.example");
};

describe("a file that was sent", () => {
  test("is fetched from the address itself, without a token", async () => {
    const { read, requests, asked } = await sharePoint(csv);
    expect(await read()).toEqual({ ok: true, value: "id\nann@c.example" });
    expect(asked).toEqual([address]);
    expect(requests).toHaveLength(1);
    expect(requests[0]?.method).toBe("GET");
    expect(requests[0]?.headers).not.toHaveProperty("authorization");
    expect(requests[0]?.headers).not.toHaveProperty("cookie");
  });

  test.each([
    "http://contoso-my.sharepoint.com/list.csv",
    "https://evil.example/list.csv",
    "https://sharepoint.com.evil.example/list.csv",
    "https://evilsharepoint.com/list.csv",
    "https://.sharepoint.com/list.csv",
    "https://contoso.sharepoint.com:8443/list.csv",
    "https://contoso.sharepoint.com@evil.example/list.csv",
    "https://ann:pw@contoso.sharepoint.com/list.csv",
    "https://169.254.169.254/metadata?x=.sharepoint.com",
    "https://localhost/.sharepoint.com",
    "file:///etc/hostname",
    "contoso.sharepoint.com/list.csv",
    "",
  ])("is never fetched from %j", async (url) => {
    const { read, asked } = await sharePoint(csv);
    expect(await read(url)).toEqual({
      ok: false,
      refusal: "“accounts.csv” doesn't lie in SharePoint or OneDrive.",
    });
    expect(asked).toEqual([]);
  });

  test.each([
    "https://contoso.sharepoint.com/a",
    "https://CONTOSO-my.SharePoint.com/a",
    "https://contoso.sharepoint.us/a",
    "https://contoso.sharepoint.cn/a",
    "https://contoso.sharepoint-df.com/a",
  ])("may lie at %s", (url) => {
    expect(isFileAddress(url)).toBe(true);
  });

  test.each([
    [
      "a redirect to another host",
      (_request, response) => {
        response.writeHead(302, { location: "http://127.0.0.1:1/list.csv" });
        response.end();
      },
      "leads somewhere else",
    ],
    [
      "a redirect to itself",
      (_request, response) => {
        response.writeHead(307, { location: address });
        response.end();
      },
      "leads somewhere else",
    ],
    [
      "a sign-in page",
      (_request, response) => {
        response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
        response.end("id\nann");
      },
      "a web page",
    ],
    [
      "a page that calls itself CSV",
      (_request, response) => {
        response.writeHead(200, { "content-type": "text/csv" });
        response.end("<html><body>Sign in");
      },
      "a web page",
    ],
    [
      "a refusal",
      (_request, response) => {
        response.writeHead(401);
        response.end();
      },
      "SharePoint answered 401",
    ],
    [
      "a length of 3 MB",
      (_request, response) => {
        response.writeHead(200, { "content-length": 3 * 1024 * 1024 });
        response.write("id");
      },
      "more than 2 MB",
    ],
    [
      "a broken connection",
      (_request, response) => {
        response.writeHead(200, { "content-length": 100 });
        response.write("id");
        setTimeout(() => response.destroy(), 20);
      },
      "SharePoint can't be reached",
    ],
  ] satisfies [string, Answer, string][])("%s is no list", async (_what, answer, why) => {
    const { read, requests } = await sharePoint(answer);
    const found = await read();
    expect(found).toMatchObject({ ok: false, refusal: expect.stringContaining(why) });
    expect(requests).toHaveLength(1);
    expect(JSON.stringify(found)).not.toContain("s3cret");
  });

  test("without an end is dropped after 2 MB", async () => {
    let closed = false;
    const { read } = await sharePoint((_request, response) => {
      response.writeHead(200, { "content-type": "text/csv" });
      const chunk = "ann@contoso.example\n".repeat(5_000);
      const more = (): void => {
        if (!response.destroyed) response.write(chunk, more);
      };
      response.once("close", () => {
        closed = true;
      });
      more();
    });
    expect(await read()).toMatchObject({
      ok: false,
      refusal: expect.stringContaining("more than 2 MB"),
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(closed).toBe(true);
  });

  test.each([
    ["never begins", () => undefined],
    [
      "never ends",
      (_request: IncomingMessage, response: ServerResponse) => {
        response.writeHead(200);
        response.write("id\n");
      },
    ],
  ])("that %s is given up", async (_what, answer) => {
    const { read } = await sharePoint(answer, 100);
    expect(await read()).toMatchObject({
      ok: false,
      refusal: expect.stringContaining("didn't come in time"),
    });
  });
});
