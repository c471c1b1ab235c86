import { containmentRows } from "./rows-containment.ts";
import { proveRows } from "./prove.ts";

proveRows(containmentRows);
