import { webcrypto } from "node:crypto";
import type * as x509Types from "@peculiar/x509";

/** A server key pair with its certificate, and the authority that signed it; all PEM. */
export type Certificates = {
  readonly caPem: string;
  readonly certPem: string;
  readonly keyPem: string;
};

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const dayMs = 86_400_000;

/** 16 random hexadecimal bytes whose first bit is 0, because serial numbers are positive. */
const serialNumber = (): string => {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  return Buffer.from(bytes.map((byte, at) => (at === 0 ? byte & 0x7f : byte))).toString("hex");
};

const makeKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);

type X509 = typeof x509Types;
type Validity = {
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly signingAlgorithm: typeof algorithm;
};

const selfSigned = async (
  x509: X509,
  keys: webcrypto.CryptoKeyPair,
  valid: Validity,
): Promise<InstanceType<X509["X509Certificate"]>> =>
  x509.X509CertificateGenerator.createSelfSigned(
    {
      ...valid,
      serialNumber: serialNumber(),
      name: "CN=Cordon sandbox authority",
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );

/**
 * A certificate authority that lives as long as this process and one certificate for 127.0.0.1
 * and localhost. The authority's private key never leaves this function. Valid from an hour ago
 * (clocks differ) for 30 days by the machine's own clock: TLS doesn't know injected ones.
 */
export const makeCertificates = async (): Promise<Certificates> => {
  // Its dependency injector refuses to load without Reflect.getMetadata.
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const [authority, server] = await Promise.all([makeKeys(), makeKeys()]);
  const valid = {
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 30 * dayMs),
    signingAlgorithm: algorithm,
  };
  const ca = await selfSigned(x509, authority, valid);
  const certificate = await x509.X509CertificateGenerator.create(
    {
      ...valid,
      serialNumber: serialNumber(),
      subject: "CN=127.0.0.1",
      issuer: ca.subject,
      publicKey: server.publicKey,
      signingKey: authority.privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([
          { type: "ip", value: "127.0.0.1" },
          { type: "dns", value: "localhost" },
        ]),
        await x509.AuthorityKeyIdentifierExtension.create(authority.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  const key = await webcrypto.subtle.exportKey("pkcs8", server.privateKey);
  return {
    caPem: ca.toString("pem"),
    certPem: certificate.toString("pem"),
    keyPem: x509.PemConverter.encode(key, "PRIVATE KEY"),
  };
};
