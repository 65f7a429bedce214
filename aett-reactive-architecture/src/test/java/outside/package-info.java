/** A program of somebody who has the published jars and the documented names, and nothing else. */
@NullMarked
package outside;

import org.jspecify.annotations.NullMarked;
