/** Makes a forgotten case a compile error, and a loud fault if one ever gets here at run time. */
export const unreachable = (value: never): never => {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
};
