/** What git has, as plain data: the first-parent history, the changes of each commit, the tree of a commit. */
@NullMarked
package io.aett.reactive.sample.git;

import org.jspecify.annotations.NullMarked;
