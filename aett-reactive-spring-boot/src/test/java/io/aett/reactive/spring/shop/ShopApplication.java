package io.aett.reactive.spring.shop;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application with nothing but its events: all else is found. */
@SpringBootApplication
public class ShopApplication {}
