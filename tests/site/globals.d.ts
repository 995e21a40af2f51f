// The global names that scripts share, for the checker of types.

/** What the script of search offers in a page. */
interface Chancery {
  /** Opens the palette. */
  palette(): Promise<void>;
  /** Previews a link. */
  preview(link: HTMLAnchorElement): Promise<void>;
}

declare var chancery: Chancery;

/** Called by every file of the index with its name and what it holds. */
declare var chancerySearch: (name: string, data: unknown) => void;
