import { eradicationRows, recoveryRows } from "./rows-eradication.ts";
import { proveRows } from "./prove.ts";

proveRows([...eradicationRows, ...recoveryRows]);
