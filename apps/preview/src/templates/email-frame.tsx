import { useEffect, useMemo, useRef, useState } from 'react';
import { emulateScheme } from './emulate-scheme.ts';
import type { Scheme } from './template-view.ts';

/**
 * The HTML of an email in a frame that runs no scripts, submits nothing and follows no link. It is as high as its content,
 * so that only the page scrolls. `onLink` gets the address of a link that was clicked.
 */
export function EmailFrame({
  html,
  scheme,
  title,
  className,
  onLink,
}: {
  html: string;
  scheme: Scheme;
  title: string;
  className?: string | undefined;
  onLink?: (address: string) => void;
}) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(600);
  const shown = useMemo(() => emulateScheme(html, scheme), [html, scheme]);
  const stopWatching = useRef<() => void>(undefined);
  const tell = useRef(onLink);
  useEffect(() => {
    tell.current = onLink;
  });
  useEffect(() => () => stopWatching.current?.(), []);

  const watch = () => {
    stopWatching.current?.();
    const content = frame.current?.contentDocument;
    if (!content) return;
    const measure = () => setHeight(Math.max(160, Math.ceil(content.body.getBoundingClientRect().bottom)));
    const observer = new ResizeObserver(measure);
    observer.observe(content.body);
    measure();
    const keepHere = (event: Event) => {
      const link = linkOf(event);
      if (!link) return;
      event.preventDefault();
      tell.current?.(link);
    };
    content.addEventListener('click', keepHere);
    content.addEventListener('auxclick', keepHere);
    stopWatching.current = () => {
      observer.disconnect();
      content.removeEventListener('click', keepHere);
      content.removeEventListener('auxclick', keepHere);
    };
  };

  return (
    <iframe
      ref={frame}
      title={title}
      className={className}
      srcDoc={shown}
      // The same origin, so that its height can be read; without scripts that gives the email nothing.
      sandbox="allow-same-origin"
      style={{ height, colorScheme: scheme === 'dark' ? 'dark' : 'light' }}
      onLoad={watch}
    />
  );
}

// Elements of a frame are of another realm: `instanceof Element` would not know them.
function linkOf({ target }: Event): string | undefined {
  if (target === null || !('closest' in target) || typeof target.closest !== 'function') return undefined;
  const link: unknown = target.closest('a[href]');
  return typeof link === 'object' && link !== null && 'href' in link ? String(link.href) : undefined;
}
