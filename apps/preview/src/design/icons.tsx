import type { SVGProps } from 'react';

// Drawn for a grid of 24 with a stroke of 1.75; each is one path.
const paths = {
  templates: 'M4 5.5h16v4H4zM4 13h9.5v5.5H4zM17 13h3v5.5h-3z',
  activity: 'M3 12.5h4l2.5-7 4.5 13 2.5-6H21',
  book: 'M5 5.2A2.2 2.2 0 0 1 7.2 3H19v14.5H7.2A2.2 2.2 0 0 0 5 19.7zM5 19.7A1.8 1.8 0 0 0 6.8 21H19v-3.5M9 7.5h6',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  moon: 'M20 14.2A8.2 8.2 0 0 1 9.8 4a8.2 8.2 0 1 0 10.2 10.2z',
  invert: 'M12 3.5a8.5 8.5 0 1 0 0 17zM12 3.5a8.5 8.5 0 0 1 0 17M12 8.5h4.5M12 12h5.5M12 15.5h4.5',
  desktop: 'M3.5 4.5h17v11.5h-17zM9 20h6M12 16v4',
  phone:
    'M8.2 2.8h7.6a1.7 1.7 0 0 1 1.7 1.7v15a1.7 1.7 0 0 1-1.7 1.7H8.2a1.7 1.7 0 0 1-1.7-1.7v-15a1.7 1.7 0 0 1 1.7-1.7zM11 18.2h2',
  copy: 'M9 9h10.5v11H9zM5.5 15.5h-1v-11H15v1',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  send: 'M20.5 3.5 10.8 13.2M20.5 3.5l-6 17-3.7-7.3-7.3-3.7z',
  right: 'M5 12h14M13.5 6.5 19 12l-5.5 5.5',
  chevron: 'm9.5 6 6 6-6 6',
  search: 'M10.8 4a6.8 6.8 0 1 0 0 13.6 6.8 6.8 0 0 0 0-13.6zM15.8 15.8 20.5 20.5',
  lock: 'M5.5 10.5h13v10h-13zM8.5 10.5V7.2a3.5 3.5 0 0 1 7 0v3.3',
  alert: 'M12 3.8 2.8 19.8h18.4zM12 10v4.2M12 17v.2',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2',
  cross: 'm6.5 6.5 11 11M17.5 6.5l-11 11',
  question: 'M9 9.2a3 3 0 1 1 4.3 2.7c-.9.5-1.3 1-1.3 2.1M12 17.4v.2',
  pause: 'M9 6v12M15 6v12',
  refresh: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4.5V9H15',
  external: 'M13.5 4.5h6v6M19.5 4.5 11 13M17.5 13.5v6h-13v-13h6',
  mail: 'M3.5 5.5h17v13h-17zM3.5 7l8.5 6.5L20.5 7',
  bounce: 'M4 6.5v5a3.5 3.5 0 0 0 3.5 3.5H20M16 11l4 4-4 4',
  flag: 'M6 21V4h11.5l-2.5 4.5 2.5 4.5H6',
  minus: 'M6 12h12',
} as const;

export type IconName = keyof typeof paths;

/** Decoration only: whatever it means is said in words beside it. */
export function Icon({
  name,
  size = 16,
  ...rest
}: { name: IconName; size?: number } & SVGProps<SVGSVGElement>) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      {...rest}
    >
      <path d={paths[name]} />
    </svg>
  );
}
