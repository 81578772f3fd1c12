import { PhiBadge } from '../design/badges.tsx';
import type { PropRow } from './list-props.ts';
import classes from './props-table.module.css';

export function PropsTable({ rows }: { rows: readonly PropRow[] }) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Kind</th>
          <th scope="col">Needed</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, kind, required, phi, description }) => (
          <tr key={name}>
            <th scope="row">
              <span className={classes.name}>
                <code>{name}</code>
                {phi && <PhiBadge />}
              </span>
              {description && <span className={classes.description}>{description}</span>}
            </th>
            <td>{kind}</td>
            <td>{required ? 'required' : 'optional'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
