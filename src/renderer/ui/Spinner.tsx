import { LoaderCircle } from 'lucide-react';

/** Something goes on. Words beside it say what. */
export function Spinner({ size = 14 }: { readonly size?: number }) {
  return <LoaderCircle className="spinner" size={size} aria-hidden />;
}
