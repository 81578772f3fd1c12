import { type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { Icon, type IconName } from '../design/icons.tsx';
import { AccountPanel, SimulatorBadge } from './account.tsx';
import { ColorSchemeButton } from './color-scheme-button.tsx';
import { Logo } from './logo.tsx';
import classes from './shell.module.css';

export function Shell({ children }: { children: ReactNode }) {
  const main = useRef<HTMLElement>(null);
  const [path] = useLocation();
  const seen = useRef(path);
  // A new page starts at its top, for eyes and for screen readers alike.
  useEffect(() => {
    if (seen.current === path) return;
    seen.current = path;
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [path]);

  return (
    <div className={classes.shell}>
      <a href="#main" className={classes.skip}>
        Skip to content
      </a>
      <div className={classes.side}>
        <header className={classes.brand}>
          <Link href="/" className={classes.home}>
            <Logo />
            Carepost
          </Link>
          <span className={classes.narrow}>
            <SimulatorBadge />
          </span>
          <span className={classes.space} />
          <ColorSchemeButton />
        </header>
        <nav className={classes.nav} aria-label="Studio">
          <NavLink
            href="/"
            icon="templates"
            label="Templates"
            active={path === '/' || path.startsWith('/templates/')}
          />
          <NavLink href="/activity" icon="activity" label="Activity" active={path.startsWith('/activity')} />
          {/* Not a page of the studio: the service answers there itself. */}
          <a href="/api/docs" className={classes.link}>
            <Icon name="book" size={17} />
            API docs
            <Icon name="external" size={13} className={classes.external} />
          </a>
        </nav>
        <footer className={classes.foot}>
          <AccountPanel />
        </footer>
      </div>
      <main id="main" ref={main} tabIndex={-1} className={classes.main}>
        {children}
      </main>
    </div>
  );
}

function NavLink({
  href,
  icon,
  label,
  active,
}: {
  href: string;
  icon: IconName;
  label: string;
  active: boolean;
}) {
  return (
    <Link href={href} className={classes.link} aria-current={active ? 'page' : undefined}>
      <Icon name={icon} size={17} />
      {label}
    </Link>
  );
}
