/** The event store on MongoDB. Public: the store, its options and their builder. */
@NullMarked
package io.aett.reactive.mongodb;

import org.jspecify.annotations.NullMarked;
