/** What happens to the files of a repository, as events, and what is decided from them: an aggregate, a saga, a command. */
@NullMarked
package io.aett.reactive.sample.model;

import org.jspecify.annotations.NullMarked;
