/** Two small applications to compare with, each in a process of its own. */
@NullMarked
package io.gatehouse.bench.spring;

import org.jspecify.annotations.NullMarked;
