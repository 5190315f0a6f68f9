"""Makes the example data. Everything in it that is not a figure of a published report is invented and says 示例."""
