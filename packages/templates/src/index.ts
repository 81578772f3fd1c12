/** The designer's room: the templates of this service and the theme they share. */
export { registry } from './registry.ts';
