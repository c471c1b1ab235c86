/**
 * A card as it is posted: Adaptive Card 1.5 JSON, and the plain sentence that lock screens show.
 * The card's `speak` and `fallbackText` are the same sentence; it names no subject and no plan.
 */
export type Drawn = { readonly card: object; readonly summary: string };
