/**
 * Preloaded into a process of its own by a test: SIGUSR2 sets the process's clock forward by the hours in
 * CLOCK_JUMP_HOURS, as if so much time had passed. TLS and timers keep the machine's time.
 */
const real = Date;
let aheadMs = 0;
const now = () => real.now() + aheadMs;
globalThis.Date = new Proxy(real, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
});
process.on("SIGUSR2", () => {
  aheadMs += Number(process.env.CLOCK_JUMP_HOURS) * 3_600_000;
});
