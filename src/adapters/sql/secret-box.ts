/** Encryption of secrets at rest: AES-256-GCM, every key derived from the one that the operator keeps. */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";

/** Bytes of the operator's key. */
export const keyBytes = 32;
/** 96 bits: what GCM is defined for; random, because fewer than 2^32 secrets are ever sealed with a key. */
const nonceBytes = 12;
const tagBytes = 16;

export type SecretBox = {
  /** Nonce, tag and ciphertext in base64. `about` must be the same when it is opened. */
  seal(text: string, about: string): string;
  /** Throws where the key, the bytes or `about` aren't those of the sealing. */
  open(sealed: string, about: string): string;
  /** 32 bytes in hexadecimal digits that nobody works out without the key. */
  tokenOf(id: string): string;
};

/** SHA-256 of a token, 64 hexadecimal digits: all that is stored of it. */
export const tokenHashOf = (token: string): string =>
  createHash("sha256").update(token, "utf8").digest("hex");

/** Compares two texts in constant time. */
export const isSameText = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/** Two keys with separate uses, so that a token tells nothing about the ciphertext (HKDF, RFC 5869). */
const subkey = (key: Buffer, use: string): Buffer =>
  Buffer.from(hkdfSync("sha256", key, Buffer.alloc(0), `cordon secrets: ${use}`, keyBytes));

/** Makes the box of a key of 32 bytes. Throws on a key of another length. */
export const makeSecretBox = (key: Buffer): SecretBox => {
  if (key.byteLength !== keyBytes) throw new Error(`the key has ${key.byteLength} bytes, not 32`);
  const [cipherKey, tokenKey] = [subkey(key, "encryption"), subkey(key, "token")];
  return {
    seal: (text, about) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", cipherKey, nonce).setAAD(Buffer.from(about));
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64");
    },
    open: (sealed, about) => {
      const bytes = Buffer.from(sealed, "base64");
      const nonce = bytes.subarray(0, nonceBytes);
      const tag = bytes.subarray(nonceBytes, nonceBytes + tagBytes);
      const options = { authTagLength: tagBytes };
      const decipher = createDecipheriv("aes-256-gcm", cipherKey, nonce, options);
      decipher.setAAD(Buffer.from(about)).setAuthTag(tag);
      const body = bytes.subarray(nonceBytes + tagBytes);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8");
    },
    tokenOf: (id) => createHmac("sha256", tokenKey).update(id, "utf8").digest("hex"),
  };
};
