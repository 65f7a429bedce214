package io.aett.reactive.webflux;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/** Spring's codecs take a lock of Jackson's when they meet a class for the first time; no code of the kit does. */
public final class CodecAllowances implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside("org.springframework.http.codec.AbstractJacksonDecoder", "createObjectReader")
                .allowBlockingCallsInside("org.springframework.http.codec.AbstractJacksonDecoder", "decode")
                .allowBlockingCallsInside("org.springframework.http.codec.AbstractJacksonEncoder", "encodeValue")
                .allowBlockingCallsInside(
                        "org.springframework.http.codec.AbstractJacksonEncoder", "createObjectWriter");
    }
}
