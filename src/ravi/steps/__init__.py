"""One file a step, each a pure function of the draft; `pipeline.STEPS` gives their order. No step knows another."""
