import express from 'express';
import { z } from 'zod';
import { broken } from './defects.mjs';
import { schemas } from './schemas.mjs';

class HttpError extends Error {
  constructor(status, code, message) {
    super(message);
    Object.assign(this, { status, code });
  }
}

/** What a client may see of a user; fields without a value are left out by JSON. */
const view = ({ sequence, ...user }) => user;

const encodeCursor = (sequence) => Buffer.from(JSON.stringify({ before: sequence })).toString('base64');

function decodeCursor(cursor) {
  if (cursor === undefined) return Infinity;
  try {
    const { before } = JSON.parse(Buffer.from(cursor, 'base64').toString());
    if (Number.isInteger(before)) return before;
  } catch {
    // Told below, as any other text that no answer of ours held.
  }
  throw new HttpError(400, 'invalid_cursor', 'cursor is not one that a list has returned');
}

function authenticate(key) {
  return (req, res, next) => {
    const [, token] = /^Bearer +(\S+) *$/i.exec(req.get('authorization') ?? '') ?? [];
    if (token === undefined || (key !== undefined && token !== key)) {
      res.set('WWW-Authenticate', 'Bearer');
      throw new HttpError(401, 'unauthorized', 'a valid API key is needed');
    }
    next();
  };
}

function merge(user, patch) {
  const { clinicRole, ...rest } = patch;
  const changes = {};
  for (const [field, value] of Object.entries(rest)) {
    if (broken('null-ignored')) changes[field] = value ?? user[field];
    else changes[field] = value === null ? undefined : value;
  }
  // A user always has a role, so null leaves the one that is there.
  if (clinicRole) changes.clinicRole = clinicRole;
  return changes;
}

export function createApp(store, key) {
  const { invite, update, list, revoke } = schemas();
  const users = express.Router();

  users.post('/', (req, res) => {
    const fields = invite.parse(req.body);
    if (store.hasEmail(fields.email)) throw new HttpError(409, 'email_taken', 'a user with this email exists');
    const user = store.add({
      ...fields,
      createdAt: new Date().toISOString(),
      invitedSource: 'api',
      lastLoginAt: null,
    });
    res.status(201).json(view(user));
  });

  users.get('/', (req, res) => {
    const query = list.parse(req.query);
    const limit = broken('limit-as-text') && req.query.limit > '100' ? 100 : query.limit;
    if (broken('double-decodes-filters')) {
      for (const name of ['firstName', 'lastName']) {
        if (query[name] !== undefined) query[name] = decodeURIComponent(query[name]);
      }
    }
    const { rows, more } = store.page(query, decodeCursor(query.cursor), limit);
    res.json({
      users: rows.map(view),
      hasMore: more,
      cursor: more ? encodeCursor(rows.at(-1).sequence) : undefined,
    });
  });

  users.post('/revoke-access', (req, res) => {
    const user = store.get(revoke.parse(req.body).userId);
    if (!user) throw new HttpError(404, 'not_found', 'no such user');
    store.update(user, { level: 'member', hasDashboardAccess: false });
    res.json({ success: true });
  });

  users.patch('/:userId', (req, res) => {
    const user = store.get(req.params.userId);
    if (!user) throw new HttpError(404, 'not_found', 'no such user');
    const changes = merge(user, update.parse(req.body ?? {}));
    const after = { ...user, ...changes };
    if (after.level === 'admin' && !after.hasDashboardAccess && !broken('admin-rule-on-invite-only')) {
      throw new HttpError(400, 'invalid_request', 'admins need dashboard access');
    }
    res.json(view(store.update(user, changes)));
  });

  const app = express();
  app.disable('x-powered-by');
  app.use('/v1/viewer/users', authenticate(key), express.json(), users);

  app.use((error, req, res, next) => {
    if (res.headersSent) return next(error);
    if (error instanceof z.ZodError) {
      return res.status(400).json({ code: 'invalid_request', message: 'validation failed', issues: error.issues });
    }
    const status = error.status ?? 500;
    if (status >= 500 && broken('double-decodes-filters')) return next(error);
    if (status >= 500) console.error(error);
    const message = status >= 500 ? 'internal error' : error.message;
    res.status(status).json({ code: error.code ?? error.type ?? 'error', message });
  });
  return app;
}
