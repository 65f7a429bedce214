package io.aett.reactive.sample.model;

import java.time.Instant;

/**
 * The git commit that an event comes from.
 *
 * @param commit its id, in hexadecimal
 * @param ordinal its place in the first-parent history, from 1
 * @param author who wrote it
 * @param time when it was committed, as git has it
 */
public record Origin(String commit, long ordinal, String author, Instant time) {}
