package io.aett.reactive.subscription;

/**
 * A run that owns no slice and would like one.
 *
 * @param beats changes with each renewal
 * @param termMillis for how long an observer that sees no change counts it
 */
record Member(long beats, long termMillis) {}
