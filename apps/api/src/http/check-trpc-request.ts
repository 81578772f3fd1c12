import type { RequestHandler, Response } from 'express';
import { ApiError, shapeTrpcError } from '../errors.ts';
import { calledProcedures, MAX_BATCH } from './called-procedures.ts';

const methods = ['GET', 'HEAD', 'POST', 'OPTIONS'];

/**
 * Refuses what tRPC's adapter should not see: methods that a fetch Request cannot have (TRACE) make it throw; and an
 * address or a name in a URL ends in access logs and histories. Only the live stream has no body: its input is an id.
 */
export const checkTrpcRequest: RequestHandler = (request, response, next) => {
  const { method, query } = request;
  const called = calledProcedures(request);
  const isStream = called.every((name) => name === 'emails.onTimeline');
  if (!methods.includes(method)) {
    answerMethodNotAllowed(response, 'Procedures are called by POST.');
  } else if (method === 'GET' && !isStream && !/^\{?(?:"\d+":\{\}|,)*\}?$/.test(String(query.input ?? ''))) {
    answerMethodNotAllowed(response, 'Send the input in the body of a POST, not in the URL.');
  } else if (query.batch === '1' && called.length > MAX_BATCH) {
    const sentence = `One request may hold at most ${MAX_BATCH} calls: split them over several requests.`;
    next(new ApiError('invalid_input', sentence));
  } else next();
};

function answerMethodNotAllowed(response: Response, sentence: string): void {
  response.status(405).json({ error: shapeTrpcError(new ApiError('invalid_input', sentence)) });
}
