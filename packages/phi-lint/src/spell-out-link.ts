/**
 * Path, query and fragment of a link as words: `/patients?memberId=4711` is `patients` and `member Id: 4711`, so that keys are the
 * labels of their values. The host is the sender's own. '' for what is no address.
 */
export function spellOutLink(address: string): string {
  const url = URL.parse(address);
  if (!url) return '';
  const path = url.pathname.split('/').map(decode).join(': ');
  const query = [...url.searchParams].map(([key, value]) => `${key}: ${value}`);
  const fragment = decode(url.hash.slice(1)).replaceAll('=', ': ').replaceAll('&', '\n');
  // One line a parameter: the key of one is no word beside another's value.
  return [path, ...query, fragment].map((part) => part.replace(/([a-z])([A-Z])/g, '$1 $2')).join('\n');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
