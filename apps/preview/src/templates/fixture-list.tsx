import { useId } from 'react';
import classes from './fixture-list.module.css';

/** The fixtures of a template as radio buttons: a list beside the preview, a row above it where there is little room. */
export function FixtureList({
  names,
  chosen,
  onChoose,
}: {
  names: readonly string[];
  chosen: string;
  onChoose: (name: string) => void;
}) {
  const group = useId();
  return (
    <fieldset className={classes.list}>
      <legend>Fixture</legend>
      {names.map((name) => (
        <label key={name} className={classes.item}>
          <input type="radio" name={group} checked={name === chosen} onChange={() => onChoose(name)} />
          {wordsOf(name)}
        </label>
      ))}
    </fieldset>
  );
}

/** `longName` → `Long name` */
function wordsOf(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
