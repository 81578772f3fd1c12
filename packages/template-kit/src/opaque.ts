import { createElement, Fragment, type ReactElement } from 'react';

declare const slotMark: unique symbol;
declare const hrefMark: unique symbol;

// `symbol` is there for the compiler alone: it is the one type for which `slot + 'x'` and `${slot}` do not type-check.
type Opaque = symbol;

/** A text or date of the person who gets the email: a React child that can be placed and never looked into. */
export type Slot = ReactElement & Opaque & { readonly [slotMark]: true };

/** The target of a link. Only the theme's Button and Link take it; see {@link hrefAttribute}. */
export type Href = Opaque & { readonly [hrefMark]: true };

class Target {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  static urlOf(target: unknown): string {
    if (target instanceof Target) return target.#url;
    throw new TypeError('A link must come from a prop made with link().');
  }

  toString(): never {
    throw new TypeError('A link cannot be looked into: give it to the Button or Link of the theme as it is.');
  }
}

export function createSlot(content: string): Slot {
  // Opaque for the compiler only, so no run-time check can tell; this and createHref are the two places that make one.
  return Object.freeze(createElement(Fragment, null, content)) as unknown as Slot;
}

export function createHref(url: string): Href {
  return new Target(url) as unknown as Href;
}

/** The `href` attribute for an {@link Href}: for a theme's Button and Link, and nothing else. */
export function hrefAttribute(href: Href): string {
  return Target.urlOf(href);
}
