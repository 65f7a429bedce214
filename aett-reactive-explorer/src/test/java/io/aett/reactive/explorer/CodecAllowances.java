package io.aett.reactive.explorer;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/** Jackson takes a lock when it meets a class for the first time, and Spring's client of the tests reads by it. */
public final class CodecAllowances implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside("org.springframework.http.codec.AbstractJacksonDecoder", "createObjectReader")
                .allowBlockingCallsInside("org.springframework.http.codec.AbstractJacksonDecoder", "decode");
    }
}
