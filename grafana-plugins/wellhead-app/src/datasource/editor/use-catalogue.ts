import { useEffect, useState } from 'react';
import { emptyCatalogue, type Catalogue, type CatalogueSource } from '../catalogue.js';

/** The catalogue of a data source, empty until it is there; `failure` is what the backend said instead. */
export function useCatalogue(source: CatalogueSource): {
  readonly catalogue: Catalogue;
  readonly failure: string | undefined;
} {
  const [state, setState] = useState<{ catalogue: Catalogue; failure: string | undefined }>({
    catalogue: emptyCatalogue,
    failure: undefined,
  });
  useEffect(() => {
    let shown = true;
    source.catalogue().then(
      (catalogue) => shown && setState({ catalogue, failure: undefined }),
      (reason: unknown) => shown && setState({ catalogue: emptyCatalogue, failure: messageOf(reason) }),
    );
    return () => {
      shown = false;
    };
  }, [source]);
  return state;
}

/** Grafana's fetch rejects with `{ data: { message } }`, others with an Error. */
export function messageOf(reason: unknown): string {
  const { data, message } = (reason ?? {}) as { data?: { message?: string; detail?: string }; message?: string };
  return data?.detail ?? data?.message ?? message ?? 'The backend did not answer.';
}
