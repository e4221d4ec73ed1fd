import { isDeepStrictEqual } from 'node:util';
import createError from '@fastify/error';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import Fastify from 'fastify';
import { broken } from './defects.mjs';
import { schemas } from './schemas.mjs';

const Unauthorized = createError('UNAUTHORIZED', 'An API key is needed as bearer token', 401);
const Forbidden = createError('FORBIDDEN', 'This API key is not valid', 403);
const NotFound = createError('USER_NOT_FOUND', 'There is no user %s', 404);
const Conflict = createError('EMAIL_IN_USE', 'This e-mail address belongs to another user', 409);
const BadCursor = createError('INVALID_CURSOR', 'The cursor is not one of ours', 400);
const NoAccess = createError('ADMIN_WITHOUT_ACCESS', 'Admins need dashboard access', 422);

const CLEARABLE = new Set(['middleName', 'phoneNumber', 'suffix1', 'suffix2']);

const encodeCursor = ({ lastName, userId }) => Buffer.from(JSON.stringify([lastName, userId])).toString('base64url');

function decodeCursor(cursor) {
  if (cursor === undefined) return undefined;
  try {
    const key = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (key.length === 2 && key.every((part) => typeof part === 'string')) return key;
  } catch {
    // Not base64 of JSON: told below.
  }
  throw new BadCursor();
}

/** Query parameters are texts and have to be coerced; a body has types of its own. */
function validators() {
  const common = { removeAdditional: true, useDefaults: true, allowUnionTypes: true };
  const query = new Ajv({ ...common, coerceTypes: 'array' });
  const body = broken('formats-off')
    ? new Ajv({ ...common, validateFormats: false })
    : addFormats(new Ajv({ ...common, coerceTypes: broken('coerces-body') }));
  return ({ schema, httpPart }) => (httpPart === 'body' ? body : query).compile(schema);
}

export function createApp(store, key) {
  const { invite, list, update } = schemas();
  const app = Fastify();
  app.setValidatorCompiler(validators());

  app.register(
    async (users) => {
      users.addHook('onRequest', async (request) => {
        const [, token] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
        if (!token) throw new Unauthorized();
        if (key !== undefined && token !== key) throw new Forbidden();
      });

      users.post('/', { schema: invite }, async (request, reply) => {
        const fields = { ...request.body, email: request.body.email.toLowerCase() };
        const present = store.findByEmail(fields.email);
        if (present) {
          // The same invitation again is sent again; a different one is a conflict.
          const { userId, createdAt, invitedSource, lastLoginAt, ...known } = present;
          if (isDeepStrictEqual(known, fields)) return present;
          throw new Conflict();
        }
        reply.code(201);
        return store.invite(fields);
      });

      users.get('/', { schema: list }, async (request) => {
        const { cursor, limit } = request.query;
        const page = store.page(request.query, decodeCursor(cursor), limit);
        // Every page that has rows says where it ended, the last one as well.
        return page.users.length ? { ...page, cursor: encodeCursor(page.users.at(-1)) } : page;
      });

      users.patch('/:userId', { schema: update }, async (request) => {
        const user = store.find(request.params.userId);
        if (!user) throw new NotFound(request.params.userId);
        const next = { ...user, ...request.body };
        // Nobody is without a role: null stands for no particular one.
        next.clinicRole ??= 'Other';
        if (next.level === 'admin' && !next.hasDashboardAccess) throw new NoAccess();
        for (const [field, value] of Object.entries(next)) {
          if (value === null && CLEARABLE.has(field) && !broken('null-stored-as-empty')) delete next[field];
        }
        return store.replace(next);
      });
    },
    { prefix: '/v1/viewer/users' },
  );
  return app;
}
