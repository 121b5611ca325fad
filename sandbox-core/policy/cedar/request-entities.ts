// A request as Cedar is asked it: the file with the directories that it lies in, and itself as one of them.
import { guestDirectoryOf } from '../../base/guest-path.ts';
import type { CedarEntity, CedarRequest } from '../../platform/cedar.ts';
import { GUEST_ID, nameOfPath, SYSTEM_ID } from '../condition/evaluate.ts';
import { asksPath, type PolicyRequest } from '../request.ts';

/** The resource of a file action is a normal guest path. */
export function cedarRequest({ action, resource, call = '' }: PolicyRequest): CedarRequest {
  const asked = { principal: { type: 'Guest', id: GUEST_ID }, action: { type: 'Action', id: action }, context: { call } };
  if (!asksPath(action)) return { ...asked, resource: { type: 'System', id: SYSTEM_ID }, entities: [] };
  const file = { type: 'File', id: resource };
  const attrs = { path: resource, name: nameOfPath(resource) };
  return {
    ...asked,
    resource: file,
    entities: [{ uid: file, attrs, parents: [directory(resource)] }, ...directoriesFrom(resource)],
  };
}

function directoriesFrom(path: string): CedarRequest['entities'] {
  const found = [];
  for (let at = path; ; at = guestDirectoryOf(at)) {
    found.push({ uid: directory(at), attrs: {}, parents: at === '/' ? [] : [directory(guestDirectoryOf(at))] });
    if (at === '/') return found;
  }
}

function directory(id: string): CedarEntity {
  return { type: 'Dir', id };
}
