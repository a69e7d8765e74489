package io.gatehouse.api;

import java.util.List;

/** Some of what the API does. */
public interface ApiPart {

    List<Operation> operations();
}
