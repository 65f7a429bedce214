package io.aett.reactive.s3;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.services.s3.DelegatingS3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Sees to it that a request is one request. A client with {@code multipartEnabled} puts what is large in parts, the last of
 * which makes the object and is refused where conditional completion is not known, and gets every object by its parts, of which
 * each says its own length. It is a layer above a client that does neither, which is used in its place.
 */
final class Undivided {

    /** The layer is not public, so it is known by its name. */
    private static final String MULTIPART =
            "software.amazon.awssdk.services.s3.internal.multipart.MultipartS3AsyncClient";

    private static final String CRT = "software.amazon.awssdk.services.s3.internal.crt.DefaultS3CrtAsyncClient";

    private Undivided() {}

    /** The client below, if the topmost layer divides; else the client itself. */
    static S3AsyncClient below(S3AsyncClient client) {
        return is(client, MULTIPART) && delegate(client) instanceof S3AsyncClient plain ? plain : client;
    }

    /** What divides requests in this client and cannot be left out, with the cure, or null. */
    static @Nullable String refusal(S3AsyncClient client) {
        for (SdkClient layer = client; layer != null; layer = delegate(layer)) {
            if (is(layer, MULTIPART)) {
                return "the S3 client that was given wraps one with multipartEnabled(true), which reads and writes objects in"
                        + " parts; wrap one without";
            }
            if (is(layer, CRT)) {
                return "the S3 client that was given is built by crtBuilder(), which reads and writes objects in parts; give one"
                        + " of S3AsyncClient.builder()";
            }
        }
        return null;
    }

    private static boolean is(SdkClient client, String name) {
        return client.getClass().getName().equals(name);
    }

    private static @Nullable SdkClient delegate(SdkClient client) {
        return client instanceof DelegatingS3AsyncClient wrapper ? wrapper.delegate() : null;
    }
}
