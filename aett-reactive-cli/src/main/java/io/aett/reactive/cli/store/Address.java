package io.aett.reactive.cli.store;

import io.aett.reactive.cli.kit.BadInputException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;

/**
 * An address in its parts.
 *
 * @param scheme what stands before the first colon
 * @param rest what follows, without slashes in front and without parameters
 * @param parameters those after the question mark
 */
public record Address(String scheme, String rest, Map<String, String> parameters) {

    /** The parts of an address that begins with its kind and a colon. */
    public static Address of(String url) {
        int colon = url.indexOf(':');
        int question = url.indexOf('?');
        String rest = url.substring(colon + 1, question < 0 ? url.length() : question);
        return new Address(
                url.substring(0, colon),
                rest.replaceFirst("^//", ""),
                question < 0 ? new LinkedHashMap<>() : parameters(url.substring(question + 1)));
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals <= 0) {
                throw new BadInputException("the parameters of an address are written ?name=value&name=value");
            }
            all.put(decoded(part.substring(0, equals)), decoded(part.substring(equals + 1)));
        }
        return all;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadInputException("a parameter of the address has a % that begins no escape");
        }
    }

    /** Refuses what stands before an @, which may be a key and its secret, without a word of it. */
    public void requireNoUser() {
        if (rest.contains("@")) {
            throw new BadInputException("an address of " + scheme
                    + " has no user and no key in it; credentials are found as the tools of AWS find them");
        }
    }

    /** The parameter, taken away; {@code null} if it is not there. */
    public @Nullable String take(String name) {
        return parameters.remove(name);
    }

    /** Refuses what nobody has taken. */
    public void requireNothingElse(String known) {
        if (!parameters.isEmpty()) {
            throw new BadInputException("an address of " + scheme + " has no parameter "
                    + parameters.keySet().iterator().next() + "; it has " + known);
        }
    }

    /** Region and end point. */
    public Aws aws() {
        String endpoint = take("endpoint");
        String region = take("region");
        Aws aws = endpoint == null ? Aws.service() : Aws.compatible(endpoint);
        return region == null ? aws : new Aws(aws.endpoint(), Region.of(region));
    }

    /** Where that is, for people. */
    public static String where(Aws aws) {
        return aws.endpoint() == null
                ? ""
                : " at " + aws.endpoint().getHost() + ":" + aws.endpoint().getPort();
    }
}
