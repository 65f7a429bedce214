/** What the documents show and say: compiled, run and checked. */
@NullMarked
package outside.docs;

import org.jspecify.annotations.NullMarked;
