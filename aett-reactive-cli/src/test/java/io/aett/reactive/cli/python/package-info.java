/** Tests without a database. */
package io.aett.reactive.cli.python;
