/**
 * Aggregates, deciders and feeds of events behind HTTP, for annotated controllers and router functions of Spring WebFlux alike: conditional
 * requests, requests that may be repeated, problem details, streams of events, and reads of one's own writes.
 */
@NullMarked
package io.aett.reactive.webflux;

import org.jspecify.annotations.NullMarked;
