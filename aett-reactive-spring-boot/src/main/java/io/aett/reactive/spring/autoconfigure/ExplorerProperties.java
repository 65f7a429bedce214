package io.aett.reactive.spring.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The page to look at the store.
 *
 * @param enabled whether there is one; whoever reaches it sees all tenants, so secure its path
 * @param path where it is
 * @param readOnly whether subscriptions can only be looked at
 */
@ConfigurationProperties("aett.explorer")
record ExplorerProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("/aett") String path,
        @DefaultValue("true") boolean readOnly) {}
