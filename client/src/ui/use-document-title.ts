/** The browser tab's title: the page's name, then the product's. */
import { useEffect } from 'react';

export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Sambung`;
  }, [title]);
}
