import type { ReactNode } from 'react';
import { useId } from 'react';
import classes from './panel.module.css';

/** A titled card: a region of its own for those who jump between them. */
export function Panel({
  title,
  aside,
  padded = true,
  children,
}: {
  title: string;
  aside?: ReactNode;
  padded?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={classes.panel} aria-labelledby={id}>
      <div className={classes.head}>
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      <div className={padded ? classes.body : undefined}>{children}</div>
    </section>
  );
}

/** Names and values, one a row. */
export function Facts({ rows }: { rows: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className={classes.facts}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
