/** The S3 store on a real server process. */
@NullMarked
package io.aett.reactive.s3;

import org.jspecify.annotations.NullMarked;
