/** What a section may use. */
export interface Context {
  /** The folder that holds mr, mr-clinical, ct and so on. Absolute. */
  data: string;
  model: string;
  /** Of each set; all when undefined. */
  slices: number | undefined;
  /** An empty folder for arrays; with --keep one that earlier runs may have filled. Absolute. */
  work: string;
  /** docs/figures. Absolute. */
  pictures: string;
  log: (line: string) => void;
}

/** A figure as manifests hold it. */
export interface Quoted {
  set: string;
  measure: string;
  value: number;
}

/** One part of the figures: a row of the table in sections.ts. */
export interface Section {
  id: string;
  title: string;
  /** Folder of `models/` without which the section is skipped; --model names another one. */
  model: string;
  /** Folders of the data without which it is skipped. */
  needs: readonly string[];
  /** Measures, and draws into the folder of pictures. What it returns goes into docs/results.json. */
  run: (context: Context) => Promise<unknown>;
  /** Markdown of what `run` returned: tables, and links to its pictures relative to docs/. */
  report: (figures: unknown) => string;
  /** The figures that the model's manifest quotes. */
  quoted: (figures: unknown) => Quoted[];
  /** A second model that is measured beside it, and what its manifest quotes. */
  also?: { model: string; quoted: (figures: unknown) => Quoted[] } | undefined;
}

type Typed<T> = Omit<Section, 'run' | 'report' | 'quoted' | 'also'> & {
  also?: { model: string; quoted: (figures: T) => Quoted[] };
  run: (context: Context) => Promise<T>;
  report: (figures: T) => string;
  quoted: (figures: T) => Quoted[];
};

/** A section whose figures have a type that its halves agree on. */
export function section<T>(row: Typed<T>): Section {
  const { also } = row;
  return {
    ...row,
    report: (figures) => row.report(figures as T),
    quoted: (figures) => row.quoted(figures as T),
    also: also && { model: also.model, quoted: (figures) => also.quoted(figures as T) },
  };
}
